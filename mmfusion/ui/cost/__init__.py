"""The page of cost: what each way to fuse takes."""
