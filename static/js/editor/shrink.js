// A photo is made small before it travels: 300 kB pass over a 2G link, 5 MB do not. The server does
// it again with whatever arrives (meetings/writing/photos.py): where this fails, the original goes.

const MAX_SIDE = 1600; // pixels
const LIGHT = 300_000; // bytes

export async function shrunk(file) {
  if (file.size <= LIGHT) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff"; // what is transparent prints white
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return small && small.size < file.size ? new File([small], file.name, { type: small.type }) : file;
  } catch {
    return file;
  }
}
