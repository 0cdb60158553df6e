"""The page of kernel fusion: three kernels, one weight each."""
