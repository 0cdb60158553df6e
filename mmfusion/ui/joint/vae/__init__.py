"""A section of the page of joint spaces: the latent space of digits, with a modality taken away.

`section.section()` writes it; it needs nothing of the page.
"""
