// A figure that a component draws leaves as a picture: the element's own `picture()` makes the file.

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector(".png");
  button.textContent = data.label;
  button.onclick = async () => {
    const hosts = [...document.querySelectorAll("*")].map((host) => host.shadowRoot?.querySelector(data.selector));
    const blob = await hosts.find((found) => found?.picture)?.picture();
    if (!blob) return;
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: data.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
}
