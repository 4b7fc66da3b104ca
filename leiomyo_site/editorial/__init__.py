"""From draft to publication: who may change what families read, and the door through which it is read."""
