// Exact instantiations of generic classes over integers, structs, references and mixtures; statics of each; recursion
// (ECMA-335 II.9)
using System;
using System.Runtime.CompilerServices;

struct Pair { public int A; public double B; public override string ToString () { return A + "," + B; } }
struct Mixed { public string A; public int B; public override string ToString () { return A + B; } }

class CalleesStack<T> {
	static int created;
	T[] items = new T [2];
	int count;
	public readonly int Number = ++created;

	[MethodImpl (MethodImplOptions.NoInlining)]
	public void Push (T value)
	{
		if (count == items.Length)
			Grow ();
		items [count++] = value;
	}

	void Grow ()
	{
		var larger = new T [2 * count];
		for (int i = 0; i < count; i++)
			larger [i] = items [i];
		items = larger;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public T Pop ()
	{
		T value = items [--count];
		items [count] = default (T);
		return value;
	}

	public bool IsEmpty { get { return count == 0; } }
	public U Fold<U> (U start, Func<U, T, U> step)
	{
		for (int i = 0; i < count; i++)
			start = step (start, items [i]);
		return start;
	}
}

class CalleesMap<K, V> {
	public K[] Keys = new K [4];
	public V[] Values = new V [4];
	public static string Description = typeof (K).Name + " to " + typeof (V).Name;
	public struct Entry { public K Key; public V Value; public override string ToString () { return Key + "=" + Value;
		} }
	[MethodImpl (MethodImplOptions.NoInlining)] public Entry Set (int i, K key, V value)
	{
		Keys [i] = key; Values [i] = value;
		return new Entry { Key = key, Value = value };
	}
	public CalleesMap<V, K> Inverse ()
	{
		var made = new CalleesMap<V, K> ();
		for (int i = 0; i < 4; i++)
			made.Set (i, Values [i], Keys [i]);
		return made;
	}
}

class CalleesNode<T> {
	public T Value;
	public CalleesNode<T> Next;
	public CalleesNode<CalleesNode<T>> Wrap () { return new CalleesNode<CalleesNode<T>> { Value = this }; }
}

abstract class CalleesShape<T> where T : CalleesShape<T> {
	public static int Made;
	protected CalleesShape () { Made++; }
	public T Self () { return (T) this; }
}
class CalleesCircle : CalleesShape<CalleesCircle> { public string Text = "circle"; }
class CalleesSquare : CalleesShape<CalleesSquare> { public string Text = "square"; }

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Use<T> (params T[] values)
	{
		var stack = new CalleesStack<T> ();
		foreach (T value in values)
			stack.Push (value);
		Report.Value (typeof (T).Name + " " + stack.Number, stack.Fold ("", (text, value) => text + value + ";"));
		Report.Value ("count", stack.Fold (0L, (count, value) => count + 1));
		while (!stack.IsEmpty)
			Report.Value ("pop", stack.Pop ());
	}

	static void Map<K, V> (K key, V value)
	{
		var map = new CalleesMap<K, V> ();
		Report.Line (map.Set (1, key, value) + " " + CalleesMap<K, V>.Description + " " + CalleesMap<V, K>.Description);
		CalleesMap<V, K> inverse = map.Inverse ();
		Report.Line (inverse.Keys [1] + " " + inverse.Values [1] + " " + inverse.GetType ());
	}

	public static void Run ()
	{
		Use (1, 2, 3, 4, 5);
		Use ("a", "b", "c");
		Use (0.5, double.NaN);
		Use (new Pair { A = 1 }, new Pair { B = 2 }, new Pair ());
		Use (new Mixed { A = "m", B = 1 }, new Mixed { A = "n" }, new Mixed { A = "o" });
		Use<object> (1, "two", null);
		Use ((byte) 1, (byte) 255, (byte) 3);
		Use (7, 8);
		Map (1, "one");
		Map ("two", new Pair { A = 2 });
		Map (new Mixed { A = "k", B = 3 }, 4L);
		Map ("x", "y");
		Map ('c', (object) 5.5f);
		var wrapped = new CalleesNode<int> { Value = 5 }.Wrap ().Wrap ();
		Report.Line (wrapped.Value.Value.Value + " " + wrapped.GetType ());
		Report.Line (new CalleesCircle ().Self ().Text + new CalleesSquare ().Self ().Text +
			new CalleesSquare ().Self ().Text);
		Report.Line (CalleesShape<CalleesCircle>.Made + " " + CalleesShape<CalleesSquare>.Made);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
