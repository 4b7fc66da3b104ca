"""Which addresses need Django. Knows no Django: the reader imports this."""

# Everything else is answered from the edition alone.
DYNAMIC = ("/admin/", "/shared/", "/static/", "/media/", "/infobutton/")
