"""The demo albums and the studio that renders them."""
