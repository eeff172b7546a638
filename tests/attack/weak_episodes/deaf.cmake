set(weakness "authors of episodes are told nothing of what tests said")
set(file graders/episodes.cc)
set(find_1 [[episode.tell(text, by);]])
set(put_1 [[episode.tell(text.substr(text.size()), by);]])
