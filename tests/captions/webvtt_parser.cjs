// Reads WebVTT files by the parser and validator of the W3C's community, many in one process.
// Arguments: the folder of node's modules, then the files. Prints one JSON array: for each file its
// errors, and its cues with their times in seconds, their plain text and the timestamps in it.
'use strict';

const fs = require('fs');
const path = require('path');

const [modules, ...files] = process.argv.slice(2);
const folder = path.resolve(modules, 'webvtt-parser');
const { WebVTTParser } = require(folder);
const entities = JSON.parse(fs.readFileSync(path.join(folder, 'html-entities.json'), 'utf8'));

const text = (node) => node.value !== undefined && node.type === 'text'
  ? node.value : (node.children || []).map(text).join('');
const stamps = (node) => node.type === 'timestamp'
  ? [node.value] : (node.children || []).flatMap(stamps);

process.stdout.write(JSON.stringify(files.map((file) => {
  const read = new WebVTTParser(entities).parse(fs.readFileSync(file, 'utf8'), 'subtitles');
  return {
    errors: read.errors,
    cues: read.cues.map((cue) => ({
      id: cue.id, start: cue.startTime, end: cue.endTime, text: text(cue.tree), stamps: stamps(cue.tree),
    })),
  };
})));
