import { render } from 'preact';
import { App } from './App.tsx';
import { followService } from './follow.ts';
import { listenToKeys } from './keys.ts';
import { model } from './player.ts';
import './style.css';

document.title = `${model.recording.title} · roomcal`;
render(<App />, document.body.querySelector('#page') ?? document.body);
listenToKeys();
if (model.recording.live) followService();
