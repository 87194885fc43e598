import { createApp } from 'vue'
import '../shared/tokens.css'
import '../shared/base.css'
import TicketPage from './ticket-page.vue'

createApp(TicketPage).mount('#app')
