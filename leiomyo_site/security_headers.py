"""Security and privacy headers of every response. No Django here: the server for families imports it too."""

# No sensors, no sharing with other sites.
PRIVACY_HEADERS = {
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What the server sends until an edition brings its own headers; whether the site has https is not known before.
DEFAULT_HEADERS = (
    ("Content-Security-Policy", "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    *PRIVACY_HEADERS.items(),
)
