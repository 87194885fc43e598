import { createApp } from 'vue'
import { whenSignedOut } from './api/client.ts'
import App from './app.vue'
import { router } from './router.ts'
import { markEnded } from './shell/session.ts'
import { applyTheme } from './shell/theme.ts'
import 'element-plus/theme-chalk/base.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/element.css'

applyTheme()

whenSignedOut(markEnded)

createApp(App).use(router).mount('#console')
