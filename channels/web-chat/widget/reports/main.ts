import { createApp } from 'vue'
import '../shared/tokens.css'
import '../shared/base.css'
import ReportsPage from './reports-page.vue'

createApp(ReportsPage).mount('#app')
