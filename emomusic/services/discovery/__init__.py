"""Finding music by what it feels like: by region, by path, by rule, by word, and by taste."""
