import { BlockList, isIP } from 'node:net'
import { AppError } from '../../contracts/errors.ts'

/** Not of the public internet: private, loopback, link-local, shared, multicast, reserved (RFC 6890), and IPv6 that carries IPv4. */
const CLOSED: readonly [string, number, 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
const closed = new BlockList()
for (const [network, bits, family] of CLOSED) closed.addSubnet(network, bits, family)

/** 127.0.0.1 inside IPv6 is 127.0.0.1. */
const unwrapped = (address: string): string =>
  /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address.replace(/%.*$/, '')

/**
 * Whether a webhook may connect to this address: of the public internet, or of a network the configuration allows. Asked with the address
 * that is really connected to, after the name was resolved, so that a name cannot change its mind between check and use (DNS rebinding).
 */
export const mayReach = (address: string, allowed: readonly string[]): boolean => {
  const bare = unwrapped(address)
  if (isIP(bare) === 0) return false
  const open = new BlockList()
  for (const network of allowed) {
    const [base = '', bits] = network.split('/')
    if (isIP(base) !== 0) open.addSubnet(base, Number(bits ?? (isIP(base) === 6 ? 128 : 32)), familyOf(base))
  }
  return open.check(bare, familyOf(bare)) || !closed.check(bare, familyOf(bare))
}

/**
 * The address a department's system is reached at. https only, unless its host is an address the configuration allows.
 * @throws AppError invalid_request saying what is wrong with it.
 */
export const readWebhookUrl = (typed: string, allowed: readonly string[]): URL => {
  const bad = (why: string): AppError => new AppError('invalid_request', why)
  if (!URL.canParse(typed)) throw bad('推送地址不完整，请写成 https://… 的样子。')
  const url = new URL(typed)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isAllowed = isIP(host) !== 0 && allowed.length > 0 && mayReach(host, allowed)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isAllowed)) {
    throw bad('推送地址要用 https://。单位内网的地址，请管理员先在配置里放行。')
  }
  if (url.username || url.password) throw bad('推送地址里不要写账号和密码，请用签名密钥。')
  if (isIP(host) !== 0 && !mayReach(host, allowed)) {
    throw bad('这个推送地址指向内部网络，不能使用。确实需要的话，请管理员在配置里放行。')
  }
  return url
}
