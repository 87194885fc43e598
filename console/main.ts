import './shell/no-eval.ts'
import { createApp } from 'vue'
import { whenSignedOut } from './api/client.ts'
import App from './app.vue'
import { router } from './router.ts'
import { startIdleLock } from './shell/idle-lock.ts'
import { makeListsReachable } from './shell/reachable-lists.ts'
import { markEnded } from './shell/session.ts'
import { applyTheme } from './shell/theme.ts'
import 'element-plus/theme-chalk/base.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/element.css'

applyTheme()

makeListsReachable()
whenSignedOut(markEnded)
startIdleLock()

createApp(App).use(router).mount('#console')
