"""The General MIDI programmes that the songs use, counted from 0."""

from enum import IntEnum


class Program(IntEnum):
    """A sound of the font."""

    PIANO = 0
    GLOCKENSPIEL = 9
    ACCORDION = 21
    NYLON = 24
    STEEL = 25
    CLEAN = 27
    MUTED = 28
    ACOUSTIC_BASS = 32
    PICKED_BASS = 34
    VIOLIN = 40
    CELLO = 42
    TREMOLO = 44
    PIZZICATO = 45
    HARP = 46
    TIMPANI = 47
    STRINGS = 48
    SLOW_STRINGS = 49
    CHOIR = 52
    TRUMPET = 56
    TROMBONE = 57
    HORN = 60
    ALTO = 65
    COR_ANGLAIS = 69
    CLARINET = 71
    FLUTE = 73
    WHISTLE = 78
    BANJO = 105
