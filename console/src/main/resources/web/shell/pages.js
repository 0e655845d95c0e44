// The pages of the console, in the order of the navigation. A new page is a folder beside this one and a line here.
export const pages = [
  { path: '/search/', title: 'Search' },
  { path: '/incidents/', title: 'Incidents' },
  { path: '/alerts/', title: 'Alerts' },
  { path: '/live/', title: 'Live' },
  { path: '/map/', title: 'Map' },
  { path: '/changes/', title: 'Changes' },
  { path: '/regions/', title: 'Regions' },
  { path: '/docs/', title: 'API' },
];
