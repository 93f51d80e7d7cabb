-- The models of the MovieLens reference project as one would write them by hand for DuckDB: the mark that kerros is
-- measured against. Same results as the models, row by row; no kerros in it.
create schema if not exists main;

create or replace table recommendation_categories (category_rank integer, recommendation_category varchar, min_avg_rating decimal(3, 2), min_rating_count integer);
insert into recommendation_categories values (1, 'Highly Recommended', 4.00, 1000), (2, 'Recommended', 3.50, 200), (3, 'Worth Watching', 3.00, 50), (4, 'Not Recommended', 0.00, 0);

create or replace view src_movies as
select movieId as movie_id, trim(title) as title, try_cast(nullif(regexp_extract(trim(title), '\((\d{4})\)$', 1), '') as integer) as release_year, genres
from raw.raw_movies;

create or replace view src_ratings as
select userId as user_id, movieId as movie_id, rating, "timestamp" as rated_at, _loaded_at as loaded_at from raw.raw_ratings;

create or replace view src_tags as
select md5(userId || '-' || movieId || '-' || coalesce(tag, '_dbt_utils_surrogate_key_null_')) as row_key, userId as user_id, movieId as movie_id, lower(trim(tag)) as tag, "timestamp" as tagged_at
from raw.raw_tags;

create or replace view src_links as select movieId as movie_id, imdbId as imdb_id, tmdbId as tmdb_id from raw.raw_links;

create or replace view src_genome_tags as select tagId as tag_id, lower(trim(tag)) as tag from raw.raw_genome_tags;

create or replace view src_genome_sources as
select movieId as movie_id, tagId as tag_id, relevance from raw.raw_genome_scores where relevance > 0;

create or replace table int_movie_genres as
select movie_id, genre from (select movie_id, unnest(string_split(genres, '|')) as genre from src_movies) where genre <> '(no genres listed)';

create or replace table int_movie_details as
with genres as (
  select movie_id, string_agg(genre, ', ' order by genre) as genres_concat, count(*) as genre_count from int_movie_genres group by movie_id
)
select m.movie_id, m.title, m.release_year, coalesce(g.genres_concat, 'None') as genres_concat, coalesce(g.genre_count, 0) as genre_count, l.imdb_id, l.tmdb_id
from src_movies m left join genres g using (movie_id) left join src_links l using (movie_id);

create or replace table int_user_daily_rating as
select
  md5(user_id || '-' || rating_date) as daily_key, user_id, rating_date,
  count(*) as rating_count, sum(rating)::decimal(18, 1) as rating_sum, round(sum(rating)::double / count(rating), 4) as avg_rating,
  min(rating) as min_rating, max(rating) as max_rating, max(rated_at) as last_rated_at, max(loaded_at) as last_loaded_at
from (select *, rated_at::date as rating_date from src_ratings)
group by user_id, rating_date;

create or replace table int_user_profiles as
select
  user_id, sum(rating_count) as total_ratings, count(*) as active_days, min(rating_date) as first_rating_date, max(rating_date) as last_rating_date,
  round(sum(rating_sum)::double / sum(rating_count)::double, 4) as avg_rating,
  case when sum(rating_count) >= 200 then 'high' when sum(rating_count) >= 50 then 'medium' else 'low' end as engagement_level
from int_user_daily_rating
group by user_id;

create or replace table int_movie_rating_tag_stats as
with rated as (
  select movie_id, count(*) as rating_count, round(sum(rating)::double / count(rating), 4) as avg_rating, sum(rating)::decimal(18, 1) as rating_sum
  from src_ratings group by movie_id
),
tagged as (
  select movie_id, count(*) as tag_applications, count(distinct tag) as distinct_tags, count(distinct user_id) as taggers from src_tags group by movie_id
)
select
  m.movie_id, coalesce(r.rating_count, 0) as rating_count, r.avg_rating, coalesce(r.rating_sum, 0)::decimal(18, 1) as rating_sum,
  coalesce(t.tag_applications, 0) as tag_applications, coalesce(t.distinct_tags, 0) as distinct_tags, coalesce(t.taggers, 0) as taggers
from src_movies m left join rated r using (movie_id) left join tagged t using (movie_id);

create or replace table int_movie_tag_relevance as
select s.movie_id, s.tag_id, t.tag, s.relevance, case when s.relevance >= 0.8 then 'high' when s.relevance >= 0.5 then 'medium' else 'low' end as relevance_range
from src_genome_sources s join src_genome_tags t using (tag_id);

create or replace table int_movie_top_tags as
select movie_id, tag_id, tag, relevance, row_number() over (partition by movie_id order by relevance desc, tag_id) as tag_rank
from int_movie_tag_relevance
qualify tag_rank <= 5;

create or replace table int_movie_recommendation as
with overall as (select sum(rating_sum)::double / sum(rating_count)::double as g from int_movie_rating_tag_stats)
select
  s.movie_id, d.title, d.release_year, d.genres_concat, s.rating_count, s.avg_rating,
  round((s.rating_sum::double + 50 * o.g) / (s.rating_count + 50), 4) as weighted_rating
from int_movie_rating_tag_stats s join int_movie_details d using (movie_id), overall o
where s.rating_count > 0;

create or replace table fct_user_behaviour_genres as
with behaviour as (
  select r.user_id, g.genre, count(*) as rating_count, round(sum(r.rating)::double / count(r.rating), 4) as avg_rating, max(r.rated_at) as last_rated_at, max(r.loaded_at) as last_loaded_at
  from src_ratings r join int_movie_genres g using (movie_id)
  group by r.user_id, g.genre
)
select md5(b.user_id || '-' || b.genre) as behaviour_key, b.user_id, b.genre, b.rating_count, b.avg_rating, p.total_ratings, p.engagement_level, b.last_rated_at, b.last_loaded_at
from behaviour b join int_user_profiles p using (user_id);

create or replace table fct_user_behaviour_genres_concat as
with behaviour as (
  select r.user_id, d.genres_concat, count(*) as rating_count, round(sum(r.rating)::double / count(r.rating), 4) as avg_rating, max(r.rated_at) as last_rated_at, max(r.loaded_at) as last_loaded_at
  from src_ratings r join int_movie_details d using (movie_id)
  group by r.user_id, d.genres_concat
)
select md5(b.user_id || '-' || b.genres_concat) as behaviour_key, b.user_id, b.genres_concat, b.rating_count, b.avg_rating, p.total_ratings, p.engagement_level, b.last_rated_at, b.last_loaded_at
from behaviour b join int_user_profiles p using (user_id);

create or replace table dim_movie_tag_profile as
with top as (
  select movie_id, string_agg(tag, ', ' order by tag_rank) as top_tags, max(relevance) as top_relevance, round(sum(relevance)::double / count(relevance), 4) as avg_top_relevance
  from int_movie_top_tags group by movie_id
)
select d.movie_id, d.title, d.release_year, d.genres_concat, t.top_tags, t.top_relevance, t.avg_top_relevance, s.rating_count, s.avg_rating, s.tag_applications, s.distinct_tags
from top t join int_movie_details d using (movie_id) join int_movie_rating_tag_stats s using (movie_id);

create or replace table fct_tag_performance as
with link as (
  select r.tag_id, r.movie_id, r.tag, r.relevance, r.relevance_range, s.rating_count, s.rating_sum, s.avg_rating::decimal(6, 4) as avg_rating
  from int_movie_tag_relevance r join int_movie_rating_tag_stats s using (movie_id)
  where r.relevance >= 0.5 and s.rating_count > 0
)
select
  tag_id, tag, count(*) as movie_count, sum(rating_count) as rating_count,
  round(sum(avg_rating * relevance)::double / nullif(sum(relevance)::double, 0), 4) as weighted_avg_rating,
  round(sum(rating_sum)::double / sum(rating_count)::double, 4) as avg_rating,
  round(sum(relevance)::double / count(relevance), 4) as avg_relevance,
  count(*) filter (where relevance_range = 'high') as high_relevance_movies
from link group by tag_id, tag;

create or replace table fct_movie_recommendations as
select r.*, c.category_rank, c.recommendation_category
from int_movie_recommendation r join recommendation_categories c on c.min_avg_rating <= r.avg_rating and c.min_rating_count <= r.rating_count
qualify row_number() over (partition by r.movie_id order by c.category_rank) = 1;

create or replace table dim_movies as select md5(movie_id::varchar) as movie_key, * from int_movie_details;

create or replace table dim_users as select md5(user_id::varchar) as user_key, * from int_user_profiles;

create or replace table fct_ratings as
select
  md5(user_id || '-' || movie_id) as rating_key, md5(user_id::varchar) as user_key, md5(movie_id::varchar) as movie_key,
  user_id, movie_id, rating, rated_at, loaded_at
from src_ratings;

create or replace table dim_genres as
select md5(genre) as genre_key, genre, count(*) as movie_count from int_movie_genres group by genre;

create or replace table dim_tags as
with used as (select tag_id, count(*) as movie_count from int_movie_tag_relevance where relevance >= 0.5 group by tag_id)
select md5(t.tag_id::varchar) as tag_key, t.tag_id, t.tag, coalesce(u.movie_count, 0) as movie_count
from src_genome_tags t left join used u using (tag_id);

create or replace table movie_analysis as
select movie_id, title as movie_title, release_year, avg_rating as average_rating, rating_count as total_ratings from int_movie_recommendation;

create or replace table genre_ratings as
select
  g.genre, count(distinct r.movie_id) as movie_count, count(*) as rating_count, round(sum(r.rating)::double / count(r.rating), 4) as avg_rating,
  round((count(*) filter (where r.rating >= 4))::double / count(*), 4) as high_rating_share
from src_ratings r join int_movie_genres g using (movie_id)
group by g.genre;

create or replace table user_engagement as
select
  engagement_level, count(*) as user_count, sum(total_ratings) as rating_count, round(sum(total_ratings)::double / count(*), 4) as avg_ratings_per_user, max(total_ratings) as max_ratings
from int_user_profiles group by engagement_level;

create or replace table movie_release_trends as
with years as (select release_year, count(*) as movie_count from src_movies where release_year is not null group by release_year)
select
  release_year, movie_count,
  round((sum(movie_count) over five)::double / count(*) over five, 4) as moving_avg_5y
from years window five as (order by release_year rows between 4 preceding and current row);

create or replace table top_rated_movie_tags as
with top as (
  select movie_id from int_movie_recommendation
  where rating_count >= 20 and movie_id in (select movie_id from int_movie_tag_relevance)
  order by weighted_rating desc, movie_id limit 100
),
tags as (
  select r.tag_id, r.tag, round(sum(r.relevance)::double / count(r.relevance), 4) as avg_relevance, count(*) filter (where r.relevance >= 0.5) as movie_count
  from int_movie_tag_relevance r join top using (movie_id)
  group by r.tag_id, r.tag
)
select *, row_number() over (order by avg_relevance desc, tag_id) as tag_rank from tags qualify tag_rank <= 50;

create or replace table top_movies_per_genre as
select g.genre, r.movie_id, r.title, r.rating_count, r.avg_rating, r.weighted_rating,
  row_number() over (partition by g.genre order by r.weighted_rating desc, r.movie_id) as genre_rank
from int_movie_recommendation r join int_movie_genres g using (movie_id)
qualify genre_rank <= 10;

create or replace table monthly_ratings as
with months as (
  select date_trunc('month', rated_at)::date as month, count(*) as rating_count, count(distinct user_id) as user_count, round(sum(rating)::double / count(rating), 4) as avg_rating
  from src_ratings group by 1
)
select *, rating_count - lag(rating_count) over (order by month) as rating_count_change from months;
