// @ts-check
const {themes} = require('prism-react-renderer');

/** @type {import('@docusaurus/types').Config} */
const config = {
  title: 'Letterpress at home',
  tagline: 'One sheet at a time',
  url: 'https://example.org',
  baseUrl: '/',
  presets: [
    ['classic', /** @type {any} */ ({docs: {sidebarPath: require.resolve('./sidebars.js')}})],
  ],
  themeConfig: {navbar: {title: 'Letterpress'}, prism: {theme: themes.github}},
};

module.exports = config;
