/** @type {import('@docusaurus/plugin-content-docs').SidebarsConfig} */
module.exports = {
  course: [
    'intro',
    {
      type: 'category',
      label: 'Setting type', // by hand
      link: {type: 'generated-index'},
      items: ['type/composing', 'type/justifying'],
    },
    {type: 'category', label: 'At the press', items: ['press/inking', 'press/makeready']},
    {type: 'link', label: 'Shop', href: 'https://example.org/shop'},
  ],
};
