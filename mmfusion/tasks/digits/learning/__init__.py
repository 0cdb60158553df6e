"""How networks of `digits` are trained, tested and shipped."""
