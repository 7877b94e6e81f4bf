/* In a page kept on a device: whether a file is one of those published, without network. */

const known = JSON.parse(document.getElementById("liste").textContent);
const answer = document.getElementById("reponse");

const told = (found) => {
  if (!found) return "Ce fichier n’est aucun de ceux de la liste : modifié, plus récent qu’elle, ou venu d’ailleurs.";
  const [version, last] = found;
  if (version === last) return `Authentique, version ${version}, la dernière au jour de la liste.`;
  return `Authentique, version ${version}, annulée et remplacée : au jour de la liste, la dernière est la version ${last}.`;
};

document.getElementById("fichier").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  if (!globalThis.crypto?.subtle) {
    answer.textContent = "Ce navigateur ne sait pas calculer d’empreinte d’une page enregistrée. Essayez-en un autre.";
    return;
  }
  answer.textContent = "Calcul…";
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const bytes = [...new Uint8Array(digest)];
  answer.textContent = told(known[bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")]);
});
