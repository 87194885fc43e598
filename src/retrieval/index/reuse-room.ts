type Numbers = Uint8Array | Uint16Array | Int32Array | Float32Array | Float64Array

const FIRST = 512

/**
 * Room for numbers that is used again for every query: memory outside the heap is dear to ask for and dearer to give back. What is returned
 * gives zeros, `length` of them at least; it is true until it is asked again, so each room has one user at a time.
 */
export const reuseRoom = <T extends Numbers>(Room: new (length: number) => T): ((length: number) => T) => {
  let room = new Room(FIRST)
  return (length) => {
    if (room.length < length) room = new Room(length * 2)
    else room.fill(0, 0, length)
    return room
  }
}
