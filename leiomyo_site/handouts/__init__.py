"""What clinic staff hand on: links that never rot, QR codes, PDF handouts, packets, the link kit."""
