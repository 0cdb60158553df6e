"""`mmfusion data features caltech-pictures`: features and small pictures that ship, from the pack."""

from __future__ import annotations

import zipfile

from mmfusion.printing import say


def features() -> None:
    """Write what ships; some minutes. Raises `PackError` without the pack."""
    import numpy as np

    from mmfusion.tasks.caltech import PACK, part
    from mmfusion.tasks.caltech.classes import CALTECH
    from mmfusion.tasks.caltech.made import make
    from mmfusion.tasks.caltech.pack import recognised
    from mmfusion.tasks.packs import read_member

    found = recognised(say)
    stored, test = part.chosen(found.features, found.targets)
    own = part.components(found.features, stored)
    rows, step = part.rounded(own[np.concatenate([stored, test], axis=1)].reshape(-1, part.COMPONENTS))
    packed = rows.reshape(len(stored), part.STORED + part.TESTED, part.COMPONENTS)
    files = np.array(found.files)
    part.FOLDER.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        part.FEATURES,
        stored=packed[:, : part.STORED],
        test=packed[:, part.STORED :],
        step=step,
        stored_files=files[stored],
        test_files=files[test],
    )
    with zipfile.ZipFile(part.THUMBNAILS, "w", zipfile.ZIP_STORED) as out:
        for one, of_class in zip(CALTECH.values(), files[test], strict=True):
            if one.seen or one.name == "face":
                continue
            for file in of_class:
                member = zipfile.ZipInfo(str(file))  # no date: the same pictures are the same bytes
                out.writestr(member, part.small(read_member(PACK, str(file))))
    make(found, say)
    for path in (part.FEATURES, part.THUMBNAILS):
        say(f"{path} {path.stat().st_size:,} bytes")
