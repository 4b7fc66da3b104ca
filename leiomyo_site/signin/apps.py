from importlib import import_module

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed


class SignIn(AppConfig):
    name = "leiomyo_site.signin"
    verbose_name = "Signing in"

    def ready(self) -> None:
        # Django tells of sign-ins by signals only; the audit list can be opened when all models are there.
        audit = import_module("leiomyo_site.signin.audit")
        user_logged_in.connect(audit.signed_in, dispatch_uid="audit signed in")
        user_logged_out.connect(audit.signed_out, dispatch_uid="audit signed out")
        user_login_failed.connect(audit.failed, dispatch_uid="log failed")
        import_module("axes.signals").user_locked_out.connect(audit.locked_out, dispatch_uid="log locked out")
