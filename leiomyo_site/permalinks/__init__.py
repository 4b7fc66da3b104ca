"""Permanent codes and the short links, versions and QR codes that carry them. Knows no Django."""
