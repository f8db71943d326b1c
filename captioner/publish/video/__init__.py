"""Videos: a narration and its captions added to one, captions drawn on it, or one made of a card.

`mux` copies what is there and adds tracks, `burn_in` draws on the picture, `slate` makes a picture
where there is none. PyAV lives in `film`, `streams`, `mux`, `covers`, `packets`, `burn_in` and
`still`; Pillow in `lettering` and `card`.
"""
