"""How the networks of `scenes` are trained and shipped."""
