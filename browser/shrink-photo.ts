/** Photos are seen at most this large, and a phone's own are many times that: on a weak line the difference is minutes. */
const EDGE = 2560
const QUALITY = 0.85
const WORTH_BYTES = 1_500_000

/** The photo made smaller where that is worth it and the browser can; otherwise as it is. Never throws. */
export const shrinkPhoto = async (file: File): Promise<Blob> => {
  if (!/^image\/(?:jpeg|png|webp)$/.test(file.type) || file.size < WORTH_BYTES) return file
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const smaller = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
    return smaller && smaller.size < file.size ? smaller : file
  } catch {
    return file
  }
}
