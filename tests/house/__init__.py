"""The rules of the house, each a function of a root folder that returns the violations as sentences.

They read source text only, so that they hold for a small tree made in a test as for the whole house.
"""
