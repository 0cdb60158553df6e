"""What pyproject.toml cannot say: assets/ and pages/ lie beside the package and travel inside its wheel."""

from setuptools import find_packages, setup

BESIDE = {"mmfusion.assets": "assets", "mmfusion.pages": "pages"}

setup(packages=[*find_packages(include=["mmfusion*"]), *BESIDE], package_dir={"": ".", **BESIDE})
