// The words of a name, however it is written.
export const words = (text) =>
  text.normalize("NFKD").replace(/[\u0300-\u036f'’`]/g, "").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
