import { createApp } from 'vue'
import '../shared/tokens.css'
import '../shared/base.css'
import ChatPage from './chat-page.vue'

createApp(ChatPage).mount('#app')
