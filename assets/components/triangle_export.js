// The triangle leaves as SVG, or as PNG: both are made by this browser from what it shows.

export default function ({ data, parentElement }) {
  for (const button of parentElement.querySelectorAll("button")) {
    button.onclick = async () => {
      const hosts = [...document.querySelectorAll("*")].map((host) => host.shadowRoot?.querySelector(".triangle"));
      const blob = await hosts.find((found) => found?.picture)?.picture(button.dataset.kind);
      if (!blob) return;
      const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${data.name}.${button.dataset.kind}` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    };
  }
}
