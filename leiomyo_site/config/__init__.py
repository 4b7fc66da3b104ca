"""What differs between two installations: the environment, read once into one typed object."""

from leiomyo_site.config.data_dir import prepare_data_dir, stored_secret_key
from leiomyo_site.config.environment import ROOT, SETTINGS, Config, ConfigurationError, read_config

__all__ = [
    "ROOT",
    "SETTINGS",
    "Config",
    "ConfigurationError",
    "prepare_data_dir",
    "read_config",
    "stored_secret_key",
]
