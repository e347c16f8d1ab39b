"""One small module for each shop system whose export is a table of its own kind."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.sources.platform import Platform
from catalog.sources.platforms import (
    bigcommerce,
    ecwid,
    gambio,
    magento,
    marketplaces,
    opencart,
    prestashop,
    shopware,
    squarespace,
    tills,
    wix,
)

PLATFORMS: tuple[Platform, ...] = (
    wix.PLATFORM,
    squarespace.PLATFORM,
    magento.PLATFORM,
    prestashop.LIST,
    prestashop.PLATFORM,
    shopware.SHOPWARE_5,
    shopware.SHOPWARE_6,
    bigcommerce.PLATFORM,
    bigcommerce.LEGACY,
    ecwid.PLATFORM,
    gambio.PLATFORM,
    tills.SQUARE_LIBRARY,
    tills.LIGHTSPEED_X,
    tills.LOYVERSE_ITEMS,
    tills.SUMUP_ITEMS,
    opencart.LIGHTSPEED_ECOM,
    opencart.EXPORT_TOOL,
    opencart.CSV_PRICE_PRO,
    marketplaces.AMAZON_TEMPLATE,
    marketplaces.AMAZON_REPORT,
    marketplaces.EBAY_ACTIVE,
    marketplaces.EBAY_EXCHANGE,
)


def platform_of(header: Sequence[str]) -> Platform | None:
    """The platform whose columns these are, in a workbook or whatever else holds a table."""
    return next((known for known in PLATFORMS if known.fits(header)), None)
