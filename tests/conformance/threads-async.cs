// async and await: values, exceptions, try and finally across awaits, loops, many at once, cancellation, references
// that only the state machine holds
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

struct Large { public string A, B; public long C, D; }

static class Callees {
	static async Task<int> Later (int value, int kind)
	{
		if (kind % 3 == 0)
			await Task.Yield ();
		else if (kind % 3 == 1)
			await Task.Delay (1);
		return value;
	}

	static async Task<string> Text (int i)
	{
		string before = "before" + i;
		int value = await Later (i, i).ConfigureAwait (false);
		Garbage.Collect ();
		return before + value;
	}

	public static async Task<int> Sum (int count)
	{
		int sum = 0;
		for (int i = 0; i < count; i++)
			sum += await Later (i, i) * (await Later (2, i + 1)) + (i % 7 == 0 ? await Later (100, 2) : 0);
		return sum;
	}

	static async Task Throw (int i)
	{
		await Later (0, i);
		throw new InvalidOperationException ("thrown " + i);
	}

	/* C# 6 awaits in catch and finally */
	public static async Task<string> Regions (int i)
	{
		string log = "", kept = "kept" + i;
		try {
			try {
				log += "try ";
				if (i % 2 == 0)
					await Throw (i);
				log += "end ";
			} catch (InvalidOperationException e) when (e.Message.EndsWith (i.ToString ())) {
				log += e.Message + " " + await Text (i) + " ";
				if (i % 4 == 0)
					throw;
			} finally {
				log += "finally " + await Text (i + 1) + " ";
			}
		} catch (InvalidOperationException e) {
			log += "outer " + e.Message;
		}
		return log + kept;
	}

	static async Task<Large> Struct (int i)
	{
		var large = new Large { A = "a" + i, C = i };
		large.D = await Later (i * 2, i);
		Garbage.Collect ();
		large.B = await Text (i);
		return large;
	}

	public static async Task<string> Structs (int i)
	{
		Large first = await Struct (i), second = await Struct (i + 1);
		return first.A + first.B + first.C + first.D + second.A + second.B + second.C + second.D;
	}

	public static async Task<long> Many (int count)
	{
		var tasks = Enumerable.Range (0, count).Select (async i => {
			long sum = 0;
			for (int j = 0; j < 5; j++)
				sum = sum * 31 + await Later (i + j, i);
			return sum;
		});
		return (await Task.WhenAll (tasks)).Sum ();
	}

	public static async Task<string> Cancel ()
	{
		var source = new CancellationTokenSource ();
		Task delay = Task.Delay (100000, source.Token);
		Task first = await Task.WhenAny (delay, Later (1, 0));
		source.Cancel ();
		try {
			await delay;
			return "not cancelled";
		} catch (OperationCanceledException e) {
			return (first != delay) + " " + e.GetType ().Name;
		}
	}

	public static async Task<string> Aggregate ()
	{
		Task all = Task.WhenAll (Throw (1), Throw (2), Throw (3));
		try {
			await all;
		} catch (InvalidOperationException) {
			return string.Join (",", all.Exception.InnerExceptions.Select (e => e.Message));
		}
		return "none";
	}

	static async Task<T> Generic<T> (Func<Task<T>> make, T other)
	{
		T made = await make ();
		Garbage.Collect ();
		return EqualityComparer<T>.Default.Equals (made, other) ? other : made;
	}

	public static async Task<string> Generics (int i)
	{
		return await Generic (() => Text (i), "other") + await Generic (() => Later (i, i), 3)
			+ (await Generic (() => Struct (i), default (Large))).B;
	}

	public static async Task<int> Recurse (int depth)
	{
		return depth == 0 ? await Later (1, 0) : await Recurse (depth - 1) + await Later (depth, 2);
	}
}

static class Callers {
	public static void Run ()
	{
		Report.Value ("sum", Callees.Sum (50).Result);
		for (int i = 0; i < 8; i++) {
			Report.Value ("regions", Callees.Regions (i).Result);
			Report.Value ("structs", Callees.Structs (i).Result);
			Report.Value ("generics", Callees.Generics (i).Result);
		}
		Report.Value ("many", Callees.Many (300).Result);
		Report.Value ("cancel", Callees.Cancel ().Result);
		Report.Value ("aggregate", Callees.Aggregate ().Result);
		Report.Value ("recurse", Callees.Recurse (50).Result);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
