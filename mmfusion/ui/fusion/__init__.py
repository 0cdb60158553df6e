"""The page of fusion strategies, on drawn clips and on one's own."""
