"""The first page: when do two modalities beat one."""
