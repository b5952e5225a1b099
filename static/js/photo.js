// A phone's photo is larger than a verifier needs, and a bad line takes minutes for it: it is made smaller before it is
// sent, and lets go of where it was taken. What cannot be read as a picture, and what is small, is sent as it is.
const LONG_SIDE = 2000;
const LARGE = 700_000;

const smaller = async (file) => {
  const picture = file.size > LARGE && (await createImageBitmap(file).catch(() => null));
  if (!picture) return file;
  const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const photo = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
  return photo.size < file.size ? new File([photo], file.name, { type: photo.type }) : file;
};

document.addEventListener("change", async ({ target: input }) => {
  if (input.type !== "file") return;
  const chosen = [...input.files];
  const files = new DataTransfer();
  for (const file of chosen) files.items.add(await smaller(file));
  // Unless others were chosen meanwhile.
  if (chosen.every((file, at) => input.files[at] === file)) input.files = files.files;
});
