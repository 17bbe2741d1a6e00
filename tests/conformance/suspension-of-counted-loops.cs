// Loops between constants are suspended, too, unless they are really short: each of these runs until another thread has
// collected (design 6: loops poll)
using System;
using System.Runtime.CompilerServices;
using System.Threading;

static class Callees {
	public static volatile bool Stop;
	public static int Running;

	[MethodImpl (MethodImplOptions.NoInlining)] static void Begin ()
	{
		Stop = false;
		Interlocked.Increment (ref Running);
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static bool Up ()
	{
		Begin ();
		for (long i = 0; i < long.MaxValue; i++)
			if (Stop)
				return true;
		return false;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static bool Down ()
	{
		Begin ();
		for (ulong i = ulong.MaxValue; i != 0; i--)
			if (Stop)
				return true;
		return false;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static bool BySteps ()
	{
		Begin ();
		for (long i = long.MinValue; i <= long.MaxValue - 100; i += 7)
			if (Stop)
				return true;
		return false;
	}

	/* The test is at the end */
	[MethodImpl (MethodImplOptions.NoInlining)] public static bool AtEnd ()
	{
		Begin ();
		long i = 0;
		do {
			if (Stop)
				return true;
			i++;
		} while (i != 1L << 62);
		return false;
	}

	/* Short ones in one that is not */
	[MethodImpl (MethodImplOptions.NoInlining)] public static bool ShortInside ()
	{
		Begin ();
		uint state = 1;
		while (!Stop)
			for (int i = 0; i < 20; i++)
				state = state * 1664525 + 1013904223;
		return state != 0;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static bool TwoLevels ()
	{
		Begin ();
		for (long i = 0; i < long.MaxValue; i++)
			for (long j = 0; j < 1L << 40; j++)
				if (Stop)
					return true;
		return false;
	}
}

static class Callers {
	static void Try (string name, Func<bool> loop)
	{
		bool ended = false;
		int before = Callees.Running;
		var thread = new Thread (() => { ended = loop (); });
		thread.Start ();
		while (Volatile.Read (ref Callees.Running) == before)
			Thread.Sleep (1);
		for (int i = 0; i < 3; i++) {
			GC.Collect (i % 2);
			Thread.Sleep (1);
		}
		Callees.Stop = true;
		thread.Join ();
		Report.Value (name, ended);
	}

	public static void Run ()
	{
		Try ("up", Callees.Up);
		Try ("down", Callees.Down);
		Try ("by steps", Callees.BySteps);
		Try ("at end", Callees.AtEnd);
		Try ("short inside", Callees.ShortInside);
		Try ("two levels", Callees.TwoLevels);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
