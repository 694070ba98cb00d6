// A strict policy lets no script stand in the page.
openShop();
