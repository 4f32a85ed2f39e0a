"""Sentences in, sentences out: machine translation engines and the model packages they need.

Import the modules by name. The libraries that run models are loaded at the first use, so that importing this
room costs next to nothing.
"""
