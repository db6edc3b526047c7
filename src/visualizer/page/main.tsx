import { render } from 'preact';
import { App } from './App.tsx';
import { listenToKeys } from './keys.ts';
import { follow } from './live.ts';
import { model } from './player.ts';
import './style.css';

document.title = `${model.recording.title} · roomcal`;
render(<App />, document.getElementById('page')!);
listenToKeys();
if (model.recording.live) follow();
