import { defineConfig } from 'vitepress'

export default defineConfig({
  title: 'Podcasting School',
  description: 'From an idea to a feed',
  themeConfig: {
    nav: [{ text: 'Course', link: '/recording/microphones' }, { text: 'Team', link: '/team' }],
    sidebar: [
      {
        text: 'Recording',
        items: [
          { text: 'Microphones', link: '/recording/microphones' },
          { text: 'Rooms', link: '/recording/rooms' },
        ],
      },
      {
        text: 'Editing',
        collapsed: true,
        items: [
          { text: 'Cutting', link: '/editing/cutting' },
          { text: 'Loudness', link: '/editing/loudness' },
        ],
      },
    ],
  },
})
