"""Pictures for words: matching a word in its sentence with a picture, and a model that learns its number."""
