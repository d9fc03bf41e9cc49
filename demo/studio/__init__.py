"""The studio: composes, renders, masters and tags the demo albums from code."""
