/* In a page kept on a device: whether a file is one of those published, without network. */

const part = (id) => document.getElementById(id);
const list = part("liste").textContent; // exactly what was signed, where it was
const proof = part("preuve")?.textContent;
const answer = part("reponse");
const subtle = globalThis.crypto?.subtle; // some browsers keep it from files of a disk

const BROKEN = "La liste de cette page ne va pas avec sa signature : l’une ou l’autre a été modifiée, ou s’est abîmée en chemin. Cette page ne vérifie plus rien : reprenez-la à l’adresse ci-dessous.";
const UNABLE = "Ce navigateur ne sait pas contrôler la signature de la liste d’une page enregistrée : rien n’est vérifié. Ouvrez-la dans un autre.";

const bytesOf = (base64) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));

const digestOf = async (bytes) => {
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

const holds = async () => {
  const { algorithm, key, signature } = JSON.parse(proof);
  const ours = await subtle.importKey("spki", bytesOf(key), algorithm, false, ["verify"]);
  return subtle.verify(algorithm, ours, bytesOf(signature), new TextEncoder().encode(list));
};

/* "" where the list may be used, else why not. */
const refusal = async () => {
  if (!proof) return "";
  if (!subtle) return UNABLE;
  try {
    return (await holds()) ? "" : BROKEN;
  } catch (error) {
    return error.name === "NotSupportedError" ? UNABLE : BROKEN;
  }
};

/* What the list says, read once it is known to be whole; null where it is refused. */
const usable = refusal().then(async (refused) => {
  if (refused) {
    part("controle").textContent = refused;
    part("fichier").disabled = true;
    answer.textContent = "Aucun fichier n’est vérifié.";
    return null;
  }
  const known = JSON.parse(list);
  if (proof) {
    part("controle").textContent = `Liste du ${known.day}, signée, et intacte depuis.`;
    part("cle").querySelector("code").textContent = await digestOf(bytesOf(JSON.parse(proof).key));
    part("cle").hidden = false;
  }
  return known;
});

const told = (found) => {
  if (!found) return "Ce fichier n’est aucun de ceux de la liste : modifié, plus récent qu’elle, ou venu d’ailleurs.";
  const [version, last] = found;
  if (version === last) return `Authentique, version ${version}, la dernière au jour de la liste.`;
  return `Authentique, version ${version}, annulée et remplacée : au jour de la liste, la dernière est la version ${last}.`;
};

part("fichier").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  const known = await usable;
  if (!file || !known) return;
  if (!subtle) {
    answer.textContent = "Ce navigateur ne sait pas calculer d’empreinte d’une page enregistrée. Essayez-en un autre.";
    return;
  }
  answer.textContent = "Calcul…";
  answer.textContent = told(known.files[await digestOf(await file.arrayBuffer())]);
});
