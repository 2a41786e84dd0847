"""What can go wrong with the site. Every message says what to do next."""


class SiteError(Exception):
    """The site can't be built or served; one that was built before stays as it is."""
